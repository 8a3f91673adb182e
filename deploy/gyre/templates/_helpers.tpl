{{/* The arguments of most: a dict with root ($), component (learner or serve) and values (its values). */}}

{{- define "gyre.name" -}}
{{ printf "%s-%s" (.root.Release.Name | trunc 50 | trimSuffix "-") .component }}
{{- end }}

{{- define "gyre.selector" -}}
app.kubernetes.io/name: gyre
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "gyre.labels" -}}
{{ include "gyre.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* A value as an option takes it: lists with commas, large numbers with all their digits. */}}
{{- define "gyre.text" -}}
{{- if kindIs "slice" . }}
{{- range $i, $each := . }}{{ if $i }},{{ end }}{{ include "gyre.text" $each }}{{ end }}
{{- else if kindIs "string" . }}{{ . }}
{{- else }}{{ toJson . }}
{{- end }}
{{- end }}

{{- define "gyre.strimziUsers" -}}
{{- if and .Values.strimzi.enabled .Values.strimzi.users.enabled }}true{{ end }}
{{- end }}

{{/* The Secret with the brokers' certificate, if there is one. */}}
{{- define "gyre.kafkaCa" -}}
{{- if .Values.kafka.ca.secret }}{{ .Values.kafka.ca.secret }}
{{- else if include "gyre.strimziUsers" . }}{{ .Values.strimzi.cluster }}-cluster-ca-cert
{{- end }}
{{- end }}

{{/* client.properties: what follows from other values, and kafka.properties on top. */}}
{{- define "gyre.clientProperties" -}}
{{- $properties := dict }}
{{- if include "gyre.strimziUsers" . }}
{{- $_ := set $properties "security.protocol" "SASL_SSL" }}
{{- $_ := set $properties "sasl.mechanism" "SCRAM-SHA-512" }}
{{- end }}
{{- if include "gyre.kafkaCa" . }}
{{- $_ := set $properties "ssl.truststore.type" "PEM" }}
{{- $_ := set $properties "ssl.truststore.location" (printf "/etc/gyre/kafka-ca/%s" .Values.kafka.ca.key) }}
{{- end }}
{{- range $name, $value := merge (deepCopy .Values.kafka.properties) $properties }}
{{ $name }}={{ include "gyre.text" $value }}
{{- end }}
{{- end }}

{{- define "gyre.learners" -}}
{{- with .values.learners }}{{ toPrettyJson . }}{{ end }}
{{- end }}

{{- define "gyre.environment" -}}
{{- $options := .values.options -}}
KAFKA_BOOTSTRAP_SERVERS: {{ .root.Values.kafka.bootstrapServers | quote }}
GYRE_APPLICATION_ID: {{ .root.Values.applicationId | quote }}
{{- if and .root.Values.prefix (eq .component "learner") }}
GYRE_PREFIX: {{ .root.Values.prefix | quote }}
{{- end }}
{{- if trim (include "gyre.clientProperties" .root) }}
GYRE_COMMAND_CONFIG: /etc/gyre/files/client.properties
{{- end }}
{{- if include "gyre.learners" . }}
{{- if hasKey $options "learners" }}{{ fail "learner.learners and learner.options.learners: give one of them" }}{{ end }}
GYRE_LEARNERS: /etc/gyre/files/learners.json
{{- end }}
{{- if .values.tls.secret }}
GYRE_TLS_CERT: /etc/gyre/tls/tls.crt
GYRE_TLS_KEY: /etc/gyre/tls/tls.key
{{- end }}
{{- if .values.token.secret }}
GYRE_TOKEN_FILE: /etc/gyre/token/{{ .values.token.key }}
{{- end }}
{{- if not (hasKey $options "http-allowed-hosts") }}
{{- $name := include "gyre.name" . }}
{{- $long := printf "%s.%s" $name .root.Release.Namespace }}
GYRE_HTTP_ALLOWED_HOSTS: {{ list $name $long (print $long ".svc") (print $long ".svc.cluster.local") | join "," }}
{{- end }}
{{- with .values.javaOptions }}
GYRE_JAVA_OPTS: {{ . | quote }}
{{- end }}
{{- range $option, $value := $options }}
{{- if not (kindIs "invalid" $value) }}
GYRE_{{ $option | upper | replace "-" "_" }}: {{ include "gyre.text" $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "gyre.files" -}}
{{- with trim (include "gyre.clientProperties" .root) }}
client.properties: |
  {{- . | nindent 2 }}
{{- end }}
{{- with include "gyre.learners" . }}
learners.json: |
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "gyre.configMaps" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "gyre.name" . }}
  labels: {{- include "gyre.labels" . | nindent 4 }}
data:
  {{- include "gyre.environment" . | nindent 2 }}
{{- with trim (include "gyre.files" .) }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "gyre.name" $ }}-files
  labels: {{- include "gyre.labels" $ | nindent 4 }}
data:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "gyre.probe" -}}
httpGet: {path: {{ .path }}, port: http{{ if .tls }}, scheme: HTTPS{{ end }}}
{{- end }}

{{/* The metadata and the spec of a pod. */}}
{{- define "gyre.pod" -}}
{{- $name := include "gyre.name" . -}}
{{- $files := trim (include "gyre.files" .) -}}
{{- $ca := include "gyre.kafkaCa" .root -}}
{{- $tls := .values.tls.secret -}}
{{- $health := eq .component "serve" | ternary "/v2/health" "/health" -}}
{{- $startsWithin := eq .component "serve" | ternary 60 24 -}}
{{- $period := eq .component "serve" | ternary 2 5 -}}
metadata:
  labels:
    {{- include "gyre.selector" . | nindent 4 }}
    {{- with .values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  annotations:
    # Other settings are those of new pods.
    checksum/settings: {{ print (include "gyre.environment" .) $files | sha256sum }}
    {{- if .root.Values.monitoring.annotations }}
    prometheus.io/scrape: "true"
    prometheus.io/port: "8080"
    {{- if $tls }}
    prometheus.io/scheme: https
    {{- end }}
    {{- end }}
    {{- with .values.podAnnotations }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  # Otherwise a Service named kafka would set KAFKA_PORT and the like, which Gyre would take for settings.
  enableServiceLinks: false
  automountServiceAccountToken: false
  {{- if eq .component "learner" }}
  # A stop finishes the record at hand, commits and leaves the group: 45 s at the very most.
  terminationGracePeriodSeconds: 60
  {{- else }}
  terminationGracePeriodSeconds: 30
  {{- end }}
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  # Different nodes, where there are some.
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "gyre.selector" . | nindent 10 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: {{ .component }}
      image: {{ printf "%s:%s" .root.Values.image.repository (.root.Values.image.tag | default .root.Chart.AppVersion) }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [{{ .command }}]
      envFrom:
        - configMapRef: {name: {{ $name }}}
        {{- with .root.Values.kafka.secret }}
        - secretRef: {name: {{ quote . }}}
        {{- end }}
      {{- if include "gyre.strimziUsers" .root }}
      env:
        - name: KAFKA_SASL_JAAS_CONFIG
          valueFrom:
            secretKeyRef: {name: {{ $name }}, key: sasl.jaas.config}
      {{- end }}
      ports:
        - {name: http, containerPort: 8080}
      {{- if eq .component "serve" }}
      # Questions still come for some seconds after the Service was told that the pod ends.
      lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}
      {{- end }}
      # It serves HTTP some seconds after its start; the JVM may take two minutes on a busy node. While it
      # waits for a broker or restores a lost state it is alive, but not ready.
      startupProbe:
        {{- include "gyre.probe" (dict "path" (print $health "/live") "tls" $tls) | nindent 8 }}
        periodSeconds: {{ $period }}
        timeoutSeconds: 5
        failureThreshold: {{ $startsWithin }}
      livenessProbe:
        {{- include "gyre.probe" (dict "path" (print $health "/live") "tls" $tls) | nindent 8 }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        {{- include "gyre.probe" (dict "path" (print $health "/ready") "tls" $tls) | nindent 8 }}
        periodSeconds: {{ $period }}
        timeoutSeconds: 5
      resources: {{- toYaml .values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        {{- if eq .component "learner" }}
        - {name: state, mountPath: /var/lib/gyre}
        {{- end }}
        {{- if $files }}
        - {name: files, mountPath: /etc/gyre/files, readOnly: true}
        {{- end }}
        {{- if $ca }}
        - {name: kafka-ca, mountPath: /etc/gyre/kafka-ca, readOnly: true}
        {{- end }}
        {{- if $tls }}
        - {name: tls, mountPath: /etc/gyre/tls, readOnly: true}
        {{- end }}
        {{- if .values.token.secret }}
        - {name: token, mountPath: /etc/gyre/token, readOnly: true}
        {{- end }}
        - {name: tmp, mountPath: /tmp}
  volumes:
    {{- if $files }}
    - name: files
      configMap: {name: {{ $name }}-files}
    {{- end }}
    {{- if $ca }}
    - name: kafka-ca
      secret: {secretName: {{ quote $ca }}, defaultMode: 0440}
    {{- end }}
    {{- if $tls }}
    - name: tls
      secret: {secretName: {{ quote $tls }}, defaultMode: 0440}
    {{- end }}
    {{- with .values.token.secret }}
    - name: token
      secret: {secretName: {{ quote . }}, defaultMode: 0440}
    {{- end }}
    - name: tmp
      emptyDir: {sizeLimit: 64Mi}
{{- end }}
