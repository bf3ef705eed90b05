import Glibc
import Testing

@Suite struct DrainLosesNoStream {
    @Test func requestsInFlightAreAnswered() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.speakingHTTP2(try origins["web-1"].address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            for stream in range(1, 61, 2):
                client.request(stream, path=b"/hold")
            print(sum(client.expect_status(stream, 200).body == b"web-1" for stream in range(1, 61, 2)))
            client.expect_closed()
            """)
        try eventually("30 requests at the server") { origins.counts["web-1"] == 30 }
        weir.signal(SIGTERM)
        try eventually("the port is closed") { (try? RawClient(port: weir.http)) == nil }
        gate.open()
        #expect(try client.finish() == ["30"])
        #expect(try weir.waitForExit() == 0)
        let lines = try weir.accessLines(30)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.status == 200 })
    }

    /// RFC 9113 §6.8: what a client sent before it could know is served, or named as not processed.
    @Test func requestsOnTheirWayAreAnsweredOrNamed() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            last, stream, ended = None, -1, set()
            while last is None or any(number not in ended for number in range(1, min(last, stream) + 1, 2)):
                if last is None:
                    stream += 2
                    client.request(stream)
                while last is None or len(ended) < (min(last, stream) + 1) // 2:
                    item = client.next()
                    if item.type == GOAWAY:
                        client.expect_code(item, (NO_ERROR,))
                        last = item.last_stream if item.last_stream < 0x7fffffff else last
                    if item.ends_stream:
                        ended.add(item.stream)
                        break
            client.expect_closed()
            print(len(ended))
            """)
        _ = try origin.waitForRequests(20)
        weir.signal(SIGTERM)
        let answered = try client.finish().first.flatMap { Int($0) } ?? 0
        #expect(answered >= 20)
        #expect(try weir.waitForExit() == 0)
        let lines = try weir.accessLines(answered)
        #expect(lines.count == answered)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.status == 200 })
    }

    /// RFC 9113 §6.8: a client may send again what was named as not processed.
    @Test func whatIsNamedAsNotProcessedNeverWas() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.speakingHTTP2(try origins["web-1"].address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, path=b"/hold")
            # The answer to the PING and the next request come together.
            gathered = []
            client.send = lambda *parts: gathered.extend(parts)
            client.next_of(PING)
            client.request(3, path=b"/behind")
            del client.send
            client.send(*gathered)
            last = 0x7fffffff
            while last == 0x7fffffff:
                item = client.next()
                last = item.last_stream if item.type == GOAWAY else last
            passed("named")
            client.expect_status(1, 200)
            client.expect_closed()
            print(last)
            """)
        try eventually("a request at the server") { origins.counts["web-1"] == 1 }
        weir.signal(SIGTERM)
        try client.wait(for: "named")
        gate.open()
        #expect(try client.finish() == ["1"])
        #expect(try weir.waitForExit() == 0)
        #expect(origins.counts["web-1"] == 1)
        #expect(try weir.accessLine().end == "complete")
    }
}
