#!/usr/bin/env python3
"""That fields.py says of each field what the schema says, and finds a refusal without words."""

import unittest

import fields

CRD = """
spec:
  names: {kind: Certificate}
  versions:
    - schema:
        openAPIV3Schema:
          description: Of names.
          properties:
            metadata: {type: object}
            spec:
              description: What is wanted.
              required: [names]
              type: object
              x-kubernetes-validations:
                - {rule: "!has(self.isCA) || !self.isCA", message: "isCA: no CA: take it out"}
                - {rule: "has(self.names)", message: "no <names>"}
              properties:
                names:
                  description: "Names, as *.a or a|b"
                  type: array
                  maxItems: 100
                  items:
                    description: One.
                    type: string
                    minLength: 1
                    maxLength: 253
                    x-kubernetes-validations: [{rule: "self != '*'", message: "no wildcards"}]
                isCA: {description: Refused unless it is false., type: boolean}
                how: {description: How., type: string, enum: [All, Some], default: All}
            status:
              description: How it stands.
              type: object
              properties:
                at: {description: When., type: string, format: date-time}
"""
REFUSAL = '- {rule: "!has(self.isCA) || !self.isCA", message: "isCA: no CA: take it out"}'


def page(text=CRD):
    kind, schema = next(fields.kinds_of(text))
    return "\n".join(fields.section(kind, schema, None))


class Page(unittest.TestCase):
    def test_has_type_bounds_default_and_what_is_refused(self):
        self.assertIn("| **`spec.names`** | list of strings (at most 253 characters), at most 100 entries |  | "
                      "Names, as \\*.a or a\\|b. **Refused with:** “no wildcards”. |", page())
        self.assertIn('| `spec.how` | one of `All`, `Some` | `"All"` | How. |', page())
        self.assertIn("| `status.at` | time |  | When. |", page())
        self.assertIn("What is wanted. **Refused with:** “no &lt;names>”. |", page())

    def test_has_refused_fields_in_a_table_of_their_own(self):
        before, _, after = page().partition("### Certificate: fields that are refused by name")
        self.assertIn("| `spec.isCA` | isCA: no CA: take it out |", after)
        self.assertNotIn("isCA", before)

    def test_says_of_a_second_kind_only_what_differs(self):
        kind, schema = next(fields.kinds_of(CRD))
        first = list(fields.rows("", schema, {}))
        other = next(fields.kinds_of(CRD.replace("How.", "How else.")))[1]
        lines = "\n".join(fields.section(kind, other, first))
        self.assertIn("How else.", lines)
        self.assertNotIn("spec.names", lines)


class Faults(unittest.TestCase):
    def test_there_is_none(self):
        self.assertEqual(list(fields.faults(CRD)), [])

    def test_a_field_without_description_is_one(self):
        self.assertEqual(list(fields.faults(CRD.replace("description: How., ", ""))),
                         ["Certificate: spec.how: it has no description"])

    def test_a_refusal_without_a_rule_for_it_is_one(self):
        for text in (CRD.replace(REFUSAL, ""), CRD.replace("Refused unless it is false.", "Refused.")):
            self.assertEqual(list(fields.faults(text)),
                             ["Certificate: spec.isCA is refused, and no rule says with which words"])


if __name__ == "__main__":
    unittest.main()
