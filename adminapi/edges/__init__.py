"""What every request passes: parsing, limits, headers, problems, the table of endpoints.

No table of the database and no subject of the house is known here.
"""
