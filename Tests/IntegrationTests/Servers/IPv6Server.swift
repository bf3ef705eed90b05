import Testing

@Suite struct IPv6Server {
    @Test(.enabled(if: SocketName.hasIPv6, "this machine has no ::1"))
    func servesLikeAnyOther() throws {
        let origin = try ScriptedOrigin(on: .loopback6(port: 0), ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").body == "hello")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.server == "web-1")
        try weir.expectServing()
    }
}
