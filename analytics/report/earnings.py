"""What journeys earned and cost, and the ratios of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.report.models import MODELS


def ratio(part: float, whole: float) -> float | None:
    """None where there is nothing to compare with."""
    return part / whole if whole else None


@dataclass(slots=True)
class Earnings:
    """What one journey, or several, earned and cost in the period; amounts in the reporting currency."""

    name: str
    conversions: float = 0.0
    revenue: float = 0.0
    listed_cost: float = 0.0
    message_cost: float = 0.0
    touched_users: int | None = None
    converted_users: int | None = None
    median_days_to_convert: float | None = None
    mean_days_to_convert: float | None = None
    revenue_by_model: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys((m.key for m in MODELS), 0.0)
    )

    @property
    def cost(self) -> float:
        return self.listed_cost + self.message_cost

    @property
    def profit(self) -> float:
        return self.revenue - self.cost

    @property
    def roi(self) -> float | None:
        """(revenue - cost) / cost."""
        return ratio(self.profit, self.cost)

    @property
    def roas(self) -> float | None:
        """Revenue / cost."""
        return ratio(self.revenue, self.cost)

    @property
    def conversion_rate(self) -> float | None:
        """Users with credited conversions, by users who touched it."""
        if self.converted_users is None or not self.touched_users:
            return None
        return self.converted_users / self.touched_users

    @property
    def cost_per_conversion(self) -> float | None:
        return ratio(self.cost, self.conversions) if self.cost else None

    def add(self, other: Earnings) -> None:
        """Amounts add up; users and medians do not."""
        self.conversions += other.conversions
        self.revenue += other.revenue
        self.listed_cost += other.listed_cost
        self.message_cost += other.message_cost
        for model, revenue in other.revenue_by_model.items():
            self.revenue_by_model[model] += revenue


def sum_of(name: str, parts: list[Earnings]) -> Earnings:
    """Several together, under a name of their own."""
    together = Earnings(name)
    for part in parts:
        together.add(part)
    return together
