"""Read plain English sentences, and ask for what they say, by rules that are sure or say nothing.

- `verbs` and `nouns` know the forms of words; `spans` recognises times, lengths of time, figures and places in them.
- `clauses` reads a sentence into its parts; `sentences` finds the sentences of a text.
- `questions` makes questions of a clause, by the rules of `figure_questions`, `person_questions`, `time_questions` and
  `thing_questions`; `phrasing` puts the words of one together.
"""
