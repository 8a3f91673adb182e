#!/bin/bash
# Makes the credentials of the profile "secure" once: a key and a certificate for the broker, and a
# password for the client. It runs in the broker's image, as its user, without a network.
#
#   /mnt/shared/config   only for the broker: server.properties (the image reads it there), the key
#   /etc/kafka/secrets   for the clients: client.properties, broker.pem
#
# A client elsewhere needs the same two files: docker compose cp secure-kafka:/etc/kafka/secrets .
set -euo pipefail
umask 0027

broker=/mnt/shared/config
client=/etc/kafka/secrets
if [ -f "$broker/server.properties" ]; then
  echo "The credentials are there already."
  exit 0
fi

random() { head -c 24 /dev/urandom | base64 | tr -d '+/=\n'; }
key_password=$(random)
user_password=$(random)

# The environment passes the passwords: every process can see arguments.
export key_password
keytool -genkeypair -alias broker -keyalg RSA -keysize 3072 -validity 825 \
  -dname "CN=secure-kafka" -ext "SAN=dns:secure-kafka,dns:localhost,ip:127.0.0.1" \
  -storetype PKCS12 -keystore "$broker/keystore.p12" -storepass:env key_password
keytool -exportcert -rfc -alias broker -keystore "$broker/keystore.p12" -storepass:env key_password \
  -file "$client/broker.pem"

cat >"$client/client.properties" <<PROPERTIES
security.protocol=SASL_SSL
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="gyre" password="$user_password";
ssl.truststore.type=PEM
ssl.truststore.location=$client/broker.pem
PROPERTIES

cat >"$broker/server.properties.new" <<PROPERTIES
node.id=1
process.roles=broker,controller
controller.quorum.voters=1@localhost:9093
# Only this container reaches the first listener; the others ask for TLS and a password.
listeners=CONTROLLER://127.0.0.1:9093,SECURE://:29094,HOST://:9094
advertised.listeners=SECURE://secure-kafka:29094,HOST://127.0.0.1:$GYRE_SECURE_PORT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,HOST:SASL_SSL
controller.listener.names=CONTROLLER
inter.broker.listener.name=SECURE
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="gyre" password="$user_password" user_gyre="$user_password";
listener.name.host.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_gyre="$user_password";
ssl.keystore.type=PKCS12
ssl.keystore.location=$broker/keystore.p12
ssl.keystore.password=$key_password
ssl.truststore.type=PEM
ssl.truststore.location=$client/broker.pem
log.dirs=/var/lib/kafka/data
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.retention.minutes=2147483647
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
PROPERTIES
# Comes last, so that after an interrupted start the next one makes everything again.
mv "$broker/server.properties.new" "$broker/server.properties"
echo "Made a certificate for secure-kafka and localhost, and a password for the user gyre."
