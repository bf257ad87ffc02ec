"""The command line, the door of the composition root: arguments in; answers, summaries and exit codes out.

The one place besides `assistant.__main__` that may import ui, lazily: for `serve` and for the words of errors.
"""
