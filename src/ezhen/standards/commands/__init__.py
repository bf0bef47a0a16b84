"""`ezhen pack …`, `ezhen standard …`, `ezhen dossier …`"""

from ezhen.standards.commands.freezing import dossier
from ezhen.standards.commands.keeping import pack, standard

groups = (pack, standard, dossier)
