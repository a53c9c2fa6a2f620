"""Names of people in running text: a small tagger with weights of its own.

Nobody outside needs more than :func:`tagger.claim_names`. Pure but for the weights, which
are read from the package once. :mod:`chaos.training.names` trains them.
"""
