import NIOCore
import Testing
import WeirCore
import WeirHTTP

@Suite struct LocalResponseTests {
    private func written(
        _ response: LocalResponse, method: Method = .get, facts: ResponseFacts = ResponseFacts()
    ) -> String {
        var output = ByteBuffer()
        ResponseWriter.write(response, method: method, facts: facts, into: &output)
        return output.text
    }

    @Test(arguments: FaultKind.allCases) func everyFaultIsAnsweredByItsStatus(kind: FaultKind) throws {
        let response = LocalResponse(fault: kind)
        #expect(response?.status == Fault(kind).status)
        guard let response else { return }
        #expect(response.body.count > 10)
        let outcome = decodeResponse(written(response))
        #expect(outcome.step == .head(.init(body: .length(Int64(response.body.count)))))
        #expect(!outcome.head.reason.isEmpty)
    }

    @Test(arguments: FaultKind.allCases) func gRPCClientsAreToldInTheHead(kind: FaultKind) {
        let response = LocalResponse(grpc: kind)
        #expect(response.status == 200)
        #expect(response.contentType == "application/grpc")
        #expect(response.body.isEmpty)
        #expect(response.fields.map(\.name) == ["grpc-status", "grpc-message"])
        #expect(response.fields[0].value == Array("\(Fault(kind).grpcStatus.rawValue)".utf8))
        #expect(response.fields[1].value.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "%") })
    }

    @Test func aWholeResponse() {
        var facts = ResponseFacts()
        facts.keepAlive = false
        facts.date = Array("now".utf8)
        facts.setCookie = Array("a=b".utf8)
        let response = LocalResponse(status: 404, text: "No.")
        let head =
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nSet-Cookie: a=b\r\nDate: now\r\n"
            + "Connection: close\r\nContent-Length: 4\r\n\r\n"
        #expect(written(response, facts: facts) == head + "No.\n")
        #expect(written(response, method: .head, facts: facts) == head)
    }

    @Test func refusedMethodsAreToldWhatIsAllowed() {
        let response = LocalResponse(fault: .methodNotAllowed)
        #expect(response?.fields.map(\.name) == ["Allow"])
        #expect(written(.options).contains("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"))
    }

    @Test func redirects() {
        let text = written(LocalResponse(redirect: 308, location: Array("https://a/b".utf8)))
        #expect(text == "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://a/b\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func fieldsCannotBreakTheHead() {
        let evil = Array("https://a/\r\nSet-Cookie: x=y\u{0}".utf8)
        let text = written(
            LocalResponse(status: 204, fields: [LocalField(name: "Location", value: evil), LocalField("X\r\nY", "z")]))
        #expect(text == "HTTP/1.1 204 No Content\r\nLocation: https://a/Set-Cookie: x=y\r\n\r\n")
    }
}
