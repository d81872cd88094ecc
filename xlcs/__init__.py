"""Figures of a Taobao/Tmall shop's customer service, from the files it exports."""

__version__ = "0.1.0"
