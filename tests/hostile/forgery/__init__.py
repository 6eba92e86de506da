"""Wrong work that tries to score; each gets exactly the points of its honest parts."""

from tests.hostile.forgery import cells, messages, models, objects, patches

BANK = [*cells.BANK, *objects.BANK, *patches.BANK, *messages.BANK, *models.BANK]
