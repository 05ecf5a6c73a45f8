"""support: the package"""
