"""Datasets of any size for measurements: invented news, sealed and published like a build's.

The same number of facts and the same seed give the same bytes. What is generated keeps every
law of a compiled dataset: the spans are where the words stand, since they are noted as the text
is written, and the compiler's own parts cut the sentences, read the amounts, and fill and seal.
"""
