job "shop_component_web" {
  name = "shop_component_web"
  type = "service"
  datacenters = ["*"]
  group "web" {
    count = 1
    shutdown_delay = "120s"
    meta {
      pipec_component = "web"
      pipec_digest = "3defa3dcb4b133f0f7eb19075cdd4088b603072393d1380deb0fadaeda49ac6d"
    }
    update {
      max_parallel = 1
      health_check = "checks"
      min_healthy_time = "10s"
      healthy_deadline = "300s"
      progress_deadline = "600s"
      canary = 1
      auto_revert = false
      auto_promote = false
    }
    network {
      port "http" {
        to = 8080
      }
    }
    service {
      name = "shop-web"
      provider = "nomad"
      port = "http"
      tags = ["pipec.port=http"]
      check {
        name = "health"
        type = "http"
        path = "/"
        interval = "10s"
        timeout = "5s"
      }
    }
    task "main" {
      driver = "docker"
      kill_timeout = "10s"
      config {
        image = "registry.example/web@sha256:1fa66503ccbedd63f6c947f899bce4ba45cc5fb2cdd12d6a8d601855c5e05132"
        ports = ["http"]
        labels = [{"pipec.pipeline" = "shop", "pipec.component" = "web", "pipec.digest" = "3defa3dcb4b133f0f7eb19075cdd4088b603072393d1380deb0fadaeda49ac6d"}]
        security_opt = ["no-new-privileges"]
      }
      resources {
        cpu = 500
        memory = 512
      }
    }
  }
}
