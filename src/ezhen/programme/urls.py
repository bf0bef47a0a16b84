from django.urls import path

from ezhen.programme.views import asset, budget, contract, finding, flag

app_name = "programme"
urlpatterns = [
    path("budget/", budget.budget, name="budget"),
    path("budget/new/", budget.new_line, name="new_line"),
    path("budget/<uuid:uuid>/", budget.edit_line, name="line"),
    path("statement.xlsx", budget.statement_file, name="statement"),
    path("ocds.json", budget.ocds_file, name="ocds"),
    path("contracts/", contract.contracts, name="contracts"),
    path("contracts/new/", contract.new_contract, name="new_contract"),
    path("third-parties/new/", contract.new_party, name="new_party"),
    path("contracts/<uuid:uuid>/", contract.contract, name="contract"),
    path("contracts/<uuid:uuid>/amend/", contract.amend, name="amend"),
    path("contracts/<uuid:uuid>/milestone/", contract.milestone, name="milestone"),
    path("contracts/<uuid:uuid>/pay/", contract.pay, name="pay"),
    path("contracts/<uuid:uuid>/reverse/", contract.reverse_one, name="reverse"),
    path("milestones/<uuid:uuid>/accept/", contract.accept, name="accept"),
    path("milestones/<uuid:uuid>/invoice/", contract.invoice, name="invoice"),
    path("flags/", flag.flags, name="flags"),
    path("flags/<uuid:uuid>/", flag.flag, name="flag"),
    path("flags/<uuid:uuid>/explain/", flag.explain, name="explain"),
    path("flags/<uuid:uuid>/settle/", flag.settle, name="settle"),
    path("samples/", flag.samples, name="samples"),
    path("samples/new/", flag.new_sample, name="new_sample"),
    path("samples/<uuid:uuid>/", flag.sample, name="sample"),
    path("findings/", finding.findings, name="findings"),
    path("findings/new/", finding.new_finding, name="new_finding"),
    path("findings/<uuid:uuid>/", finding.finding, name="finding"),
    path("findings/<uuid:uuid>/judge/", finding.judge, name="judge"),
    path("findings/<uuid:uuid>/<slug:what>/", finding.answer, name="answer"),
    path("assets/", asset.assets, name="assets"),
    path("assets/labels/", asset.labels, name="asset_labels"),
    path("assets/<uuid:uuid>/", asset.asset, name="asset"),
]
