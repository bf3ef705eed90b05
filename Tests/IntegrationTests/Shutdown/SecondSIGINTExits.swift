import Glibc
import Testing

@Suite struct SecondSIGINTExits {
    @Test(arguments: [SIGINT, SIGTERM])
    func atOnce(_ first: Int32) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(origin.address)\" } ]"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        weir.signal(first)
        try weir.waitForError(containing: "draining")
        weir.signal(SIGINT)
        #expect(try weir.waitForExit(within: 5) == 130)
    }
}
