package io.gyre.kafka;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds RocksDB's memory for all stores of the process together. Its defaults are 50 MB of block
 * cache and 48 MB of memtables for each store, off the heap.
 */
public final class SharedRocksMemory implements RocksDBConfigSetter {

  private static final long CACHE_BYTES = 64L << 20;
  private static final long MEMTABLE_BYTES = 16L << 20;
  private static final long STORE_MEMTABLE_BYTES = 2L << 20;

  /** Indices and filters, which each read needs, leave it last: half of it is kept for them. */
  private static final Cache CACHE = new LRUCache(CACHE_BYTES, -1, false, .5);

  private static final WriteBufferManager MEMTABLES = new WriteBufferManager(MEMTABLE_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(MEMTABLES);
    options.setWriteBufferSize(STORE_MEMTABLE_BYTES);
    options.setMaxWriteBufferNumber(2);
  }

  @Override
  public void close(String storeName, Options options) {
    // The cache and the manager are shared by every store, and live as long as the process.
  }
}
