import Testing

@Suite struct PortInUseIsExplained {
    @Test func andNothingIsServed() throws {
        let holder = try ScriptedOrigin { _ in }
        defer { holder.stop() }
        let folder = try TemporaryFolder()
        let config = try folder.write(
            "weir.yaml",
            """
            listeners: { http: { address: "\(holder.address)" } }
            routes: [ { name: all, redirect: { to: /elsewhere } } ]
            """)
        let outcome = try Command.run(try WeirProcess.binary(), ["run", "--config", config], package: "weir")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: listener \"http\" cannot listen on \(holder.address)"))
        #expect(outcome.errors.contains("in use"))
        #expect(outcome.errors.contains("hint: "))
    }
}
