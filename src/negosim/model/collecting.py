"""Mesa data collector of a run: a row for each round, and one for each round and party."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import pandas as pd

from negosim.model.agents import PartyAgent

if TYPE_CHECKING:
    from negosim.model.negotiation import NegotiationModel

PARTIES = "parties"
INDEX = ("Step", "AgentID")


class RunCollector(mesa.DataCollector):  # type: ignore[misc]
    """Mesa data collector of a run.

    The model frame has a row for each round. Its columns are called as in ``Outcomes.frame`` where they are the same;
    those of the outcome are missing before the end. The agent frame has a row for each round and party. It is built
    from a table, since ``mesa.batch_run`` of Mesa 3.5 would otherwise return a row for each party instead of each run.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run, before its first round.
    """

    def __init__(self, model: NegotiationModel) -> None:
        self._row = _row(model)
        columns = [*INDEX, "party", "reservation", "aspiration", "utility_tabled"]
        super().__init__({name: [self._value, [name]] for name in self._row}, tables={PARTIES: columns})

    def _value(self, name: str) -> object:
        return self._row[name]

    def collect(self, model: NegotiationModel) -> None:
        """Add the rows of a round."""
        self._row = _row(model)
        super().collect(model)
        for party in model.parties:
            tabled = model.state.tabled.get(party.name)
            row = {
                "Step": model.steps,
                "AgentID": party.unique_id,
                "party": party.name,
                "reservation": party.reservation(),
                "aspiration": party.aspiration(),
                "utility_tabled": None if tabled is None else model.board.utility(party.number, tabled),
            }
            self.add_table_row(PARTIES, row)

    def get_agent_vars_dataframe(self) -> pd.DataFrame:
        """Return the rows of the parties by step and agent.

        Returns
        -------
        DataFrame
            Columns ``party``, ``reservation``, ``aspiration``, and ``utility_tabled``: the utility to the party of the
            package it tabled last.
        """
        frame: pd.DataFrame = self.get_table_dataframe(PARTIES).set_index([*INDEX])
        return frame

    def get_agenttype_vars_dataframe(self, agent_type: type) -> pd.DataFrame:
        """Return the rows of the agents of a type: of the parties, for ``PartyAgent`` and its subclasses."""
        if issubclass(agent_type, PartyAgent):
            return self.get_agent_vars_dataframe()
        frame: pd.DataFrame = super().get_agenttype_vars_dataframe(agent_type)
        return frame


def _row(model: NegotiationModel) -> dict[str, Any]:
    state, scenario = model.state, model.talks
    ended = None if model.running else model.outcome
    row: dict[str, Any] = {"round": state.round, "day": state.day, "status": state.status, "text": state.text}
    row |= {f"pressure_{party}": state.pressure[party] for party in model.board.parties}
    row |= {f"trust_{key.replace('.', '_')}": trust for key, trust in state.trust.items()}
    row |= {"outcome": ended and ended.outcome, "package": ended and ended.package}
    for issue in scenario.issues:
        label = ended and ended.levels.get(issue.name)
        row[issue.name] = label and issue.numbers.get(label, label)
    row |= {f"utility_{party}": ended and ended.utilities[party] for party in model.board.parties}
    return row | {f"objection_{party}": ended and ended.objections.get(party) for party in model.board.parties}
