"""The report: what an ensemble found, as one HTML file without script that asks no other host for anything."""

from negosim.report.writing import write_report

__all__ = ["write_report"]
