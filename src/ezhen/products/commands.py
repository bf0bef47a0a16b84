"""`ezhen product …`"""

import json

import click

from ezhen.products.models import Product


@click.group("product")
def group() -> None:
    """The product library."""


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable result.")
def list_products(*, as_json: bool) -> None:
    """Every product with its code, producer and state."""
    rows = [
        {
            "code": product.code,
            "name": product.name,
            "specification": product.specification,
            "class": product.product_class,
            "unit": product.unit,
            "gtin": product.gtin,
            "producer": product.organisation.name,
            "state": product.state,
            "uuid": str(product.uuid),
        }
        for product in Product.objects.select_related("organisation").order_by("code", "pk")
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        name = f"{row['name']} {row['specification']}"
        click.echo(f"{row['code']}\t{name}\t{row['producer']}\t{row['state']}")
