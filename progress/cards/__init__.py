"""Learning cards: paper that brings a learner to another device.

`code` writes a code as words; `register` is the one writer of the rows, issues and redeems; `api`
answers whoever holds a card, `admin` serves those who lost one. The contract is
docs/decisions/016-learning-card.md.
"""
