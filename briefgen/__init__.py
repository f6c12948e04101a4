"""briefgen: policy briefs from verbatim excerpts, in several lengths, for several audiences."""

__version__ = "0.1.0"
