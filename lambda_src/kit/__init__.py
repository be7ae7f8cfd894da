"""What every package of Lambdas shares: settings, clients, logs, metrics, batches.

No word of a domain stands here, and nothing of ours is imported from outside this package.
"""
