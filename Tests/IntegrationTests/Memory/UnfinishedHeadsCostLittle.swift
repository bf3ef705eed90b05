import Testing

/// Clients that begin a head and never end it hold little, and nobody else waits for them.
@Suite(.serialized, .measuresMemory) struct UnfinishedHeadsCostLittle {
    private static let count = 1000
    /// Bytes for each, with what the heap takes in advance.
    private static let bound = 16 * 1024

    @Test func aThousandOfThem() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let (memory, descriptors) = (try weir.residentBytes(), try weir.descriptorCount())

        let clients = try (0..<Self.count).map { index in
            let client = try RawClient(port: weir.http)
            let part = String(repeating: "y", count: index % 200)
            try client.send("GET /never HTTP/1.1\r\nHost: localhost\r\nX: \(part)")
            return client
        }
        try eventually("all are connected") { try weir.metric("weir_connections") == Double(Self.count) }
        for client in clients { try client.send("y") }
        for _ in 0..<20 { try weir.expectServing() }
        #expect(try weir.residentBytes() - memory < Self.count * Self.bound)

        for client in clients { client.close() }
        try eventually("all are gone") { try weir.metric("weir_connections") == 0 }
        try eventually("so are their descriptors") { try weir.descriptorCount() <= descriptors + 4 }
        try weir.expectServing()
    }
}
