package store

import (
	"errors"
	"testing"
	"time"
)

func at(second int) time.Time { return time.Unix(int64(second), 0).UTC() }

func TestTheNewestQuoteStays(t *testing.T) {
	store := New(Quote{"USD", 1.08, at(10)})
	store.Put(Quote{"USD", 1.09, at(20)})
	store.Put(Quote{"USD", 1.01, at(15)})
	got, err := store.Get("USD")
	if err != nil || got.Rate != 1.09 {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestAnUnknownCurrencyIsAnError(t *testing.T) {
	if _, err := New().Get("XXX"); !errors.Is(err, ErrUnknown) {
		t.Fatalf("got %v", err)
	}
}
