package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"git.example/shop/quotes/internal/store"
)

func call(handler http.Handler, method, path, body, token string) int {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer.Code
}

func TestHealthNeedsARate(t *testing.T) {
	service := handler(store.New(), "secret")
	if got := call(service, "GET", "/healthz", "", ""); got != http.StatusServiceUnavailable {
		t.Fatalf("empty: got %d", got)
	}
	if got := call(service, "PUT", "/quotes", `{"currency":"USD","rate":1.08}`, "secret"); got != http.StatusNoContent {
		t.Fatalf("put: got %d", got)
	}
	if got := call(service, "GET", "/healthz", "", ""); got != http.StatusOK {
		t.Fatalf("filled: got %d", got)
	}
}

func TestOnlyTheFeedMayPut(t *testing.T) {
	for _, token := range []string{"", "wrong"} {
		if got := call(handler(store.New(), "secret"), "PUT", "/quotes", `{}`, token); got != http.StatusForbidden {
			t.Fatalf("%q: got %d", token, got)
		}
	}
	if got := call(handler(store.New(), ""), "PUT", "/quotes", `{}`, ""); got != http.StatusForbidden {
		t.Fatalf("no token set: got %d", got)
	}
}
