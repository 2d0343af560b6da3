"""Results that can be documents: one mechanism for every class of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from stabwin.documents.read import from_dict
from stabwin.documents.write import writer_of


class Document:
    """A result that can be a document.

    A class of which the keys stand in another order than its fields, or which tells more than its fields
    hold, lists its keys in ``document_keys``: names of fields and of properties. Properties are told and
    not read.
    """

    __slots__ = ()

    document_keys: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON has them."""
        cls: type = type(self)
        return writer_of(cls)(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], **around: Any) -> Self:
        """The result from its plain values, as `to_dict` gave them.

        Parameters
        ----------
        document : mapping
            What `to_dict` gives.
        **around
            Fields that the document does not hold, such as the provenance of a single result.

        Raises
        ------
        DocumentError
            Keys are missing or unknown, or a value has another form.
        """
        return from_dict(cls, document, around)
