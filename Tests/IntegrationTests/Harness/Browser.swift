/// A client that keeps its cookies and one connection.
final class Browser {
    private let client: RawClient
    /// By name.
    var cookies: [String: String] = [:]

    init(_ weir: WeirProcess, cookies: [String: String] = [:]) throws {
        client = try RawClient(port: weir.http)
        self.cookies = cookies
    }

    /// Sends a GET with the cookies, and keeps those of the response.
    @discardableResult
    func get(_ target: String = "/", _ fields: String...) throws -> RawResponse {
        try get([(target: target, fields: fields)])[0]
    }

    /// Sends GETs without waiting in between; all with the cookies that there are now.
    func get(_ requests: [(target: String, fields: [String])]) throws -> [RawResponse] {
        var responses: [RawResponse] = []
        var rest = requests[...]
        while !rest.isEmpty {
            let batch = rest.prefix(50)
            rest = rest.dropFirst(batch.count)
            try client.send(batch.map(text).joined())
            for _ in batch { responses.append(try keepCookies(of: client.response(within: 20))) }
        }
        return responses
    }

    private func text(_ request: (target: String, fields: [String])) -> String {
        let jar = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let fields = request.fields + (jar.isEmpty ? [] : ["Cookie: \(jar)"])
        return "GET \(request.target) HTTP/1.1\r\nHost: localhost\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
    }

    private func keepCookies(of response: RawResponse) -> RawResponse {
        for cookie in response.setCookies { cookies[cookie.name] = cookie.value }
        return response
    }
}

extension RawResponse {
    /// Names and values of the cookies that it sets, without attributes.
    var setCookies: [(name: String, value: String)] {
        head.all("Set-Cookie").compactMap { line in
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
        }
    }
}
