"""Algorithms of the front desk, without env."""
