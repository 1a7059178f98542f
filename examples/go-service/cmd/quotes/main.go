// Command quotes serves exchange rates by HTTP.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"git.example/shop/quotes/internal/store"
)

func handler(quotes *store.Store, token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if quotes.Len() == 0 {
			http.Error(w, "no rates yet", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.HandleFunc("GET /quotes/{currency}", func(w http.ResponseWriter, r *http.Request) {
		quote, err := quotes.Get(strings.ToUpper(r.PathValue("currency")))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(quote)
	})
	mux.HandleFunc("PUT /quotes", func(w http.ResponseWriter, r *http.Request) {
		var quote store.Quote
		if token == "" || r.Header.Get("Authorization") != "Bearer "+token {
			http.Error(w, "not allowed", http.StatusForbidden)
		} else if err := json.NewDecoder(r.Body).Decode(&quote); err != nil || quote.Currency == "" {
			http.Error(w, "not a quote", http.StatusBadRequest)
		} else {
			quotes.Put(quote)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	return mux
}

func main() {
	quotes := store.New(store.Quote{Currency: "EUR", Rate: 1, At: time.Now()})
	address := ":" + os.Getenv("PORT")
	if address == ":" {
		address = ":8080"
	}
	server := &http.Server{Addr: address, Handler: handler(quotes, os.Getenv("FEED_TOKEN")), ReadHeaderTimeout: 5 * time.Second}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	go func() {
		<-stop.Done()
		late, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		_ = server.Shutdown(late)
	}()
	slog.Info("listening", "address", address, "log_level", os.Getenv("LOG_LEVEL"))
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}
