"""Imported once, in the clean process from which those of the pool are forked (`seho.papers.pool`)."""

import gc

from seho.papers import pool

pool.prepare()
gc.freeze()  # what is here already is not looked through again in each of them
