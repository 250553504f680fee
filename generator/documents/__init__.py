"""Policies, interpretations and pages: read, checked and linked with each other."""

from generator.documents.checks import check_documents
from generator.documents.content import load_content
from generator.documents.graph import Citation, Graph
from generator.documents.read_document import read_document

__all__ = ["Citation", "Graph", "check_documents", "load_content", "read_document"]
