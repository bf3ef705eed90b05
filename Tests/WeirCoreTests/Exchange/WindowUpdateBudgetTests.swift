import Testing
import WeirCore

@Suite struct WindowUpdateBudgetTests {
    /// How many of so many updates were allowed.
    private func spend(_ count: Int, of budget: inout WindowUpdateBudget, _ allowance: Int, now: Int64 = 0) -> Int {
        var allowed = 0
        for _ in 0..<count where budget.spend(AbuseBudget.Allowance(allowance), now: now) { allowed += 1 }
        return allowed
    }

    @Test(arguments: [
        // Bytes sent before, the limit, updates that pass.
        (0, 10, 10), (1023, 10, 10), (1024, 10, 11), (1 << 20, 10, 1034), (1 << 40, 10, 65_546), (-5, 10, 10),
    ])
    func bytesPayForUpdates(bytes: Int, limit: Int, allowed: Int) {
        var budget = WindowUpdateBudget()
        budget.sent(bytes)
        #expect(spend(100_000, of: &budget, limit) == allowed)
    }

    @Test func aDownloadWithSmallWindowsNeverComesToItsEnd() {
        var budget = WindowUpdateBudget()
        for _ in 0..<100_000 {
            budget.sent(4096)
            #expect(spend(2, of: &budget, 1) == 2)
        }
    }

    @Test func oneByteAtATimeDoes() {
        var budget = WindowUpdateBudget()
        var passed = 0
        // A byte in a frame of its own is ten.
        while spend(1, of: &budget, 100) == 1 {
            budget.sent(10)
            passed += 1
        }
        #expect(passed == 100)
    }

    @Test func noLimitIsNone() {
        var budget = WindowUpdateBudget()
        #expect(spend(100_000, of: &budget, 0) == 100_000)
    }
}
