import Testing

@Suite struct IdleConnectionIsLeft {
    @Test func withGOAWAYAfterKeepAlive() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site.speakingHTTP2(origin.address)
        site.top = ["timeouts: { keep_alive: \(Deadline.milliseconds(300)) }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1)
            client.expect_status(1, 200)
            begun = time.monotonic()
            item = client.next_of(GOAWAY)
            print(error_name(item.error), item.last_stream, time.monotonic() - begun > 0.25)
            client.expect_closed()
            """)
        #expect(try client.finish() == ["NO_ERROR 1 True"])
        // Such an end is nobody's fault.
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func notWhileAStreamIsOpen() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1")
        defer { origins.stop() }
        var site = Site.speakingHTTP2(try origins["web-1"].address)
        site.top = ["timeouts: { keep_alive: \(Deadline.milliseconds(200)) }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, path=b"/hold")
            time.sleep(0.6)
            client.expect_alive()
            passed("alive")
            print(client.expect_status(1, 200).body.decode())
            """)
        try client.wait(for: "alive")
        gate.open()
        #expect(try client.finish() == ["web-1"])
        try weir.expectServing()
    }
}
