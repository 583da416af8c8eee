"""Executors of parts of a task: processes, a Dask cluster, an executor of the caller."""
