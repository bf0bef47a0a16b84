"""The noodles."""


def add(scene):
    """As registered."""
    return {"products/<": {"uuid": scene.lot.product.uuid}}
