from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "ezhen.products"
    label = "products"

    def ready(self) -> None:
        from ezhen.products import receivers  # noqa: PLC0415 app ready

        receivers.register()
