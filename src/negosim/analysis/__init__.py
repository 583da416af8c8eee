"""Analysis of outcomes, single runs, sweeps and evidence; nothing here plays a run."""
