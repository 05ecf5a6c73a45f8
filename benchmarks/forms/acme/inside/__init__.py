"""support: a package inside the package"""
