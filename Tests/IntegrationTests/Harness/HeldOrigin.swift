/// Servers that hold their requests until the gate opens, so that requests are in flight for as long as a test likes.
extension NamedOrigins {
    /// Requests whose path begins with `/hold` wait for the gate; others are answered at once.
    static func holding(_ gate: Gate, _ names: String...) throws -> NamedOrigins {
        try NamedOrigins(names: names) { name in
            { connection in
                while let request = try connection.request() {
                    if request.target.hasPrefix("/hold") { try gate.wait(within: 30) }
                    try connection.respond(name)
                }
            }
        }
    }

    /// Begins a request, and returns once a server has it.
    func hold(_ weir: WeirProcess, fields: String...) throws -> RawClient {
        let before = counts.values.reduce(0, +)
        let client = try RawClient(port: weir.http)
        let lines = fields.map { "\($0)\r\n" }.joined()
        try client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n")
        try eventually("a server has the request") { counts.values.reduce(0, +) > before }
        return client
    }
}
