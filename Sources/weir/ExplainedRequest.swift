import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// The request that `weir explain` is asked about, read by the parser that serves.
enum ExplainedRequest {
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    /// - Parameters:
    ///   - url: absolute, `http` or `https`.
    ///   - fields: each `Name: value`.
    static func parse(
        method: String, url: String, fields: [String], cookies: String?, limits: Limits
    ) throws(Problem) -> RequestHead {
        let (authority, target) = try split(url)
        var text = "\(method) \(target) HTTP/1.1\r\n"
        let named = fields.contains { $0.lowercased().hasPrefix("host:") }
        if !named { text += "Host: \(authority)\r\n" }
        for field in fields { text += field + "\r\n" }
        if let cookies { text += "Cookie: \(cookies)\r\n" }
        var input = ByteBuffer(string: text + "\r\n")
        var head = RequestHead()
        var decoder = RequestDecoder(limits: limits)
        switch decoder.decode(&input, into: &head) {
        case .head, .refused:
            guard input.readableBytes == 0 else { throw Problem(message: "a field holds an empty line", hint: nil) }
            return head
        case .needMore:
            throw Problem(message: "the request is not complete", hint: nil)
        case .fault(let kind):
            throw Problem(
                message: "the request would be refused before routing: \(kind.rawValue)",
                hint: "check the URL, and fields as -H 'Name: value'")
        }
    }

    private static func split(_ url: String) throws(Problem) -> (authority: String, target: String) {
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix($0) }) else {
            throw Problem(message: "\"\(url)\" is no URL", hint: "begin with https:// or http://")
        }
        let rest = url.dropFirst(scheme.count).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        guard !authority.isEmpty else { throw Problem(message: "\"\(url)\" names no host", hint: nil) }
        return (String(authority), target.hasPrefix("/") ? String(target) : "/" + target)
    }
}
