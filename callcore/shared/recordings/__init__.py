"""Recordings of calls: a port, a folder, a bucket, and their waveforms.

The archive process puts them, the admin API reads them. No database is known here.
"""
