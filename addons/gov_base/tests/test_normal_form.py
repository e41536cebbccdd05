import itertools
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel.normal_form import TooManyAlternativesError, alternatives


@dataclass
class Node:
    OPERATOR: str
    children: list


NAMES = "abcd"
TREES = st.recursive(
    st.sampled_from(NAMES),
    lambda below: st.builds(Node, st.sampled_from("&|"), st.lists(below, min_size=2, max_size=3)),
    max_leaves=8,
)


def holds(node, true):
    if isinstance(node, str):
        return node in true
    return (all if node.OPERATOR == "&" else any)(holds(child, true) for child in node.children)


class TestNormalForm(BaseCase):
    @given(TREES)
    @settings(deadline=None)
    def test_same_truth(self, tree):
        """Whatever holds, the alternatives say what the condition says; none contains another."""
        ways = alternatives(tree, most=1000)
        for count in range(len(NAMES) + 1):
            for true in itertools.combinations(NAMES, count):
                self.assertEqual(any(set(way) <= set(true) for way in ways), holds(tree, true))
        for one, other in itertools.permutations(ways, 2):
            self.assertFalse(set(one) <= set(other))

    def test_absorption(self):
        """What a rule of a group repeats of a rule for all is said once."""
        tree = Node("&", ["a", Node("|", ["a", "b", "c"])])
        self.assertEqual(alternatives(tree), [["a"]])

    def test_too_many(self):
        pairs = [Node("|", [f"{number}a", f"{number}b"]) for number in range(7)]
        with self.assertRaises(TooManyAlternativesError):
            alternatives(Node("&", pairs))
