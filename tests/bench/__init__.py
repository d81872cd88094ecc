"""Speed and memory beside DuckDB and Polars: generator, the peers' queries, runner."""
