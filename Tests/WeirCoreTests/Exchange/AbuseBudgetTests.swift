import Testing
import WeirCore

@Suite struct AbuseBudgetTests {
    /// How many of so many were allowed.
    private func spend(_ count: Int, of budget: inout AbuseBudget, _ allowance: Int, now: Int64) -> Int {
        var allowed = 0
        for _ in 0..<count where budget.spend(AbuseBudget.Allowance(allowance), now: now) { allowed += 1 }
        return allowed
    }

    @Test func allowsSoManyAtOnceAndNoMore() {
        var budget = AbuseBudget()
        #expect(spend(20, of: &budget, 10, now: 0) == 10)
    }

    @Test func growsBackWithinItsPeriod() {
        var budget = AbuseBudget()
        #expect(spend(20, of: &budget, 10, now: 0) == 10)
        #expect(spend(20, of: &budget, 10, now: AbuseBudget.period / 10) == 1)
        #expect(spend(20, of: &budget, 10, now: 2 * AbuseBudget.period) == 10)
    }

    @Test func whatHasNoAllowanceIsNotCounted() {
        var budget = AbuseBudget()
        #expect(spend(1000, of: &budget, 0, now: 0) == 1000)
    }

    @Test func aBudgetThatWasNotSpentDoesNotAddUp() {
        var budget = AbuseBudget()
        #expect(spend(10, of: &budget, 2, now: 100 * AbuseBudget.period) == 2)
    }
}
