import Testing

@Suite struct PortInUseIsReported {
    @Test(arguments: [1, 2])
    func withTheListenersNameAndAHint(_ workers: Int) throws {
        let other = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { other.stop() }
        var layout = Layout(routes: ["{ name: all, redirect: { to: / } }"])
        layout.address = other.address
        layout.workers = workers
        let folder = try TemporaryFolder()
        let outcome = try WeirCommand.run("run", "--config", folder.write("weir.yaml", layout.yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("listener \"http\" cannot listen on \(other.address)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("in use"))
        #expect(outcome.errors.contains("hint: "))
    }

    /// Sockets that share a port (`SO_REUSEPORT`) must not let a second Weir in unnoticed.
    @Test func anotherWeirIsNoticedToo() throws {
        var layout = Layout(routes: ["{ name: all, redirect: { to: / } }"])
        layout.workers = 2
        let first = try WeirProcess(layout)
        defer { first.kill() }
        layout.address = "127.0.0.1:\(first.http)"
        let folder = try TemporaryFolder()
        let outcome = try WeirCommand.run("run", "--config", folder.write("weir.yaml", layout.yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("in use"), "\(outcome.errors)")
        #expect(try Browser(first).get().status == 302)
    }

    @Test func theAdminPortToo() throws {
        let other = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { other.stop() }
        let yaml = "listeners: { web: { address: 127.0.0.1:0 } }\nadmin: { address: \"\(other.address)\" }\n"
        let folder = try TemporaryFolder()
        let outcome = try WeirCommand.run("run", "--config", folder.write("weir.yaml", yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("listener \"admin\" cannot listen on \(other.address)"), "\(outcome.errors)")
    }
}
