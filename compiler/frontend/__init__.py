"""The frontend: from the text of a pipeline file to a checked document, every mistake located."""
