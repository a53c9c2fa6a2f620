"""Measurements that carry machine and date; never a test."""
