"""Outcomes of many runs: the table, its Parquet parts, the folder of a job."""
