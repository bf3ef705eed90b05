import Foundation

/// Scripts that many tests share.
extension ScriptedOrigin {
    /// Answers every request with this body, and keeps the connection.
    static func answering(_ body: String = "hello", fields: String...) -> Script {
        let lines = fields.map { "\($0)\r\n" }.joined()
        return sending("HTTP/1.1 200 OK\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Answers every request with these very bytes, and keeps the connection.
    static func sending(_ response: String) -> Script {
        { connection in
            while try connection.request() != nil { try connection.send(response) }
        }
    }

    /// Answers one request with these very bytes and closes.
    static func sendingOnce(_ response: String) -> Script {
        { connection in
            guard try connection.request() != nil else { return }
            try connection.send(response)
        }
    }

    /// Answers every request with a JSON object: method, target, headers (an array of pairs), body.
    static func echoing() -> Script {
        { connection in
            while let request = try connection.request() {
                let description: [String: Any] = [
                    "method": request.method, "target": request.target, "body": request.text,
                    "headers": request.head.fields.map { [$0.name, $0.value] },
                ]
                let json = try JSONSerialization.data(withJSONObject: description)
                try connection.respond(String(decoding: Array(json)), fields: "Content-Type: application/json")
            }
        }
    }

    /// Takes a request and says nothing until the other side closes.
    static func hanging() -> Script {
        { connection in
            guard try connection.request() != nil else { return }
            try connection.waitForClose()
        }
    }

    /// Takes a request and resets the connection.
    static func resetting() -> Script {
        { connection in
            guard try connection.request() != nil else { return }
            connection.reset()
        }
    }
}
