"""Bargaining theory: values of packages, the Pareto frontier, solutions, stability."""
